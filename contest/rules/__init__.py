"""The contest's published regulations (thể lệ) as pure functions: values in, values out."""
