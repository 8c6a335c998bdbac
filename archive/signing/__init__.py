"""Evidence for strangers: a Merkle tree over records, signatures of manifests, and timestamps of signatures.

docs/signatures.md says what each of them shows, and how it is checked without this program.
"""
