#!/bin/sh
# Runs one compiled unit test so that prove understands it.
exec "$1" --tap
