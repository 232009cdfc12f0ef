#!/bin/sh
# Interesting (status 1) while the file still has a tanh.
if grep -q math.tanh "$1"; then exit 1; fi
exit 0
