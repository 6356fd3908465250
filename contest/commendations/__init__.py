"""Places become prizes and documents."""
