"""Dated snapshots of public.db, side by side: what somebody cited stays where it was, unless it is withheld since."""
