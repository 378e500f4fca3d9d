#!/bin/sh
# Runs one test so that prove understands it: a compiled unit test (under the command $UNDER, if any), or a script.
case $1 in
*.t) exec "$1" ;;
*) exec ${UNDER:-} "$1" --tap ;;
esac
