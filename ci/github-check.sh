#!/usr/bin/env bash
# Step 2 of action.yml: runs `fabcert check` with the action's inputs, which come as variables.
set -euo pipefail

arguments=()
# An option only where its input is given: otherwise fabcert.toml decides.
option() { if [[ -n "$2" ]]; then arguments+=("$1=$2"); fi; }
# One argument a line; blanks inside a line belong to it.
each_line() {
  local line
  while IFS= read -r line || [[ -n "$line" ]]; do
    line="${line%$'\r'}"
    if [[ -n "${line//[[:space:]]/}" ]]; then arguments+=("$2$line"); fi
  done <<< "$1"
}

option --fail-on "${INPUT_FAIL_ON:-}"
option --fabric "${INPUT_FABRIC:-}"
option --baseline "${INPUT_BASELINE:-}"
each_line "${INPUT_FORMAT:-github}" --format=
if [[ "${INPUT_SUMMARY:-true}" == true && -n "${GITHUB_STEP_SUMMARY:-}" ]]; then
  arguments+=("--format=markdown=$GITHUB_STEP_SUMMARY")
fi
arguments+=(--)
each_line "${INPUT_PATH:-.}" ""

code=0
fabcert check "${arguments[@]}" || code=$?
if [[ -n "${GITHUB_OUTPUT:-}" ]]; then
  echo "exit-code=$code" >> "$GITHUB_OUTPUT"
fi
exit "$code"
