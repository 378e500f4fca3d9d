#!/bin/sh
# Runs one test so that prove understands it: a compiled unit test, or a script.
case $1 in
*.t) exec "$1" ;;
*) exec "$1" --tap ;;
esac
