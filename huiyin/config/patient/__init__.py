"""Django's PostgreSQL for web servers, with a patience that ends."""
