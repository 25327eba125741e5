"""A fictional chain of stores with a year of audits, to look around in. Everything in it is invented.

It is made like anything else: sessions produce the events and the store keeps them.
"""
