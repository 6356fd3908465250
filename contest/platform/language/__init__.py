"""Vietnamese as offices write it, and the languages in which others read our pages."""
