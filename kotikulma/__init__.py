"""Kotikulma: from a need met anywhere to the right help nearby, and back to the plan."""
