"""Two import contracts of this house that import-linter does not bring along."""

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class _StrayImportsContract(Contract):  # type: ignore[misc] # import-linter ships no types
    """Kept when no import strays."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - its signature
        """Judge every import of the graph."""
        strays = sorted(
            (importer, imported)
            for importer in graph.modules
            for imported in graph.find_modules_directly_imported_by(importer)
            if self.strays(importer, imported)
        )
        return ContractCheck(kept=not strays, metadata={"strays": strays})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each stray import."""
        for importer, imported in check.metadata["strays"]:
            output.print_error(f"{importer} -> {imported}", bold=False)
            output.new_line()

    def strays(self, importer: str, imported: str) -> bool:
        """Whether this import breaks the contract."""
        raise NotImplementedError


class DoorsContract(_StrayImportsContract):
    """A slice is entered through its doors alone; what else it holds is its own affair."""

    type_name = "doors"
    slices: Any = fields.ListField(subfield=fields.StringField())
    doors: Any = fields.ListField(subfield=fields.StringField())

    def strays(self, importer: str, imported: str) -> bool:
        """Whether the import enters another slice through a window."""
        home, target = self._slice_of(importer), self._slice_of(imported)
        if home is None or target is None or home == target:
            return False
        return imported.removeprefix(f"{target}.") not in self.doors

    def _slice_of(self, module: str) -> str | None:
        return next((room for room in self.slices if module == room or module.startswith(f"{room}.")), None)


class StandardLibraryContract(_StrayImportsContract):
    """A package stands on Python alone, and on what an exception names as `module -> package`."""

    type_name = "standard_library"
    packages: Any = fields.ListField(subfield=fields.StringField())
    exceptions: Any = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def strays(self, importer: str, imported: str) -> bool:
        """Whether the import needs something that Python does not bring along."""
        if not any(_is_within(importer, package) for package in self.packages):
            return False
        if imported in sys.stdlib_module_names or any(_is_within(imported, own) for own in self.packages):
            return False
        allowed = (rule.split(" -> ") for rule in self.exceptions)
        return not any(_is_within(importer, who) and _is_within(imported, what) for who, what in allowed)


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
