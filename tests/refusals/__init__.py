"""What the product refuses to be: thirteen searches, each of which would find it."""
