"""HTML pages: portal/ for citizens, desk/ for staff."""
