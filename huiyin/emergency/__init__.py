"""Emergency mode: plan, groups, 24-hour petitions, staff health, sites, supplies."""
