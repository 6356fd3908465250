"""Made-up contests for trying the software: everything goes through the same use cases as real ones."""
