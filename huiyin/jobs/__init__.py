"""Every background job, each of which may run twice or late without harm, by what starts it."""
