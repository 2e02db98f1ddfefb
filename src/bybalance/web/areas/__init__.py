"""Municipalities and housing areas as rows that plans, projects and evidence can refer to."""
