"""Figures that meet somebody's limit before the autoscalers reach their maxima."""
