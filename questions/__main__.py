"""The bank from the command line: ``python -m questions check questions/bank``."""

import sys

from questions.command_line import main

sys.exit(main(sys.argv[1:], write=sys.stdout.write))
