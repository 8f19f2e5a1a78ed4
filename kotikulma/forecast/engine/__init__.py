"""Stocks of people and monthly flows, reckoned with numpy alone: no Django, no clock, no rows, nothing of the house."""
