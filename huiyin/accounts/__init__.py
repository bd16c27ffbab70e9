"""Users, the posts they hold, what each may do."""
