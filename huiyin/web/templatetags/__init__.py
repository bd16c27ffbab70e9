"""Tags and filters of the templates: words of the procedure, days, moments, numbers."""
