/**
 * What each shell loads. The scripts know no command: they ask `lamplight __complete`, which answers a candidate a line,
 * `value<tab>description`, or the one line `:files`. So they never need to be made again.
 */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * bash cuts words at : and @ and =, and completes the piece after the last of them: the words are put together again from
 * those without a blank between, and what stands before the piece is taken off every candidate.
 */
const BASH = `# Completion of lamplight for bash: source <(lamplight completion bash)
_lamplight() {
  local line="\${COMP_LINE:0:COMP_POINT}" piece="\${COMP_WORDS[COMP_CWORD]}" word lead candidate
  local -a words=()
  read -r -a words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  word="\${words[\${#words[@]}-1]}"
  [[ "$piece" == [=:@] ]] && piece=""
  lead="\${word%"$piece"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    if [[ "$candidate" == ":files" ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$piece")
      return
    fi
    [[ "$candidate" == "$lead"* ]] && COMPREPLY+=("$(printf '%q' "\${candidate#"$lead"}")")
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _lamplight lamplight
`;

const ZSH = `#compdef lamplight
# Completion of lamplight for zsh: source <(lamplight completion zsh), or as _lamplight in a folder of $fpath.
_lamplight() {
  local -a values shown
  local value description
  while IFS=$'\\t' read -r value description; do
    if [[ "$value" == ":files" ]]; then
      _files
      return
    fi
    values+=("$value")
    shown+=("$value\${description:+  -- $description}")
  done < <("\${words[1]}" __complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  compadd -l -d shown -- "\${values[@]}"
}
if [[ "\${funcstack[1]}" == "_lamplight" ]]; then
  _lamplight "$@"
else
  compdef _lamplight lamplight
fi
`;

const FISH = `# Completion of lamplight for fish: lamplight completion fish | source
function __lamplight_complete
  set -l words (commandline --tokenize --cut-at-cursor --current-process)
  set -l current (commandline --current-token --cut-at-cursor)
  set -l found ($words[1] __complete -- $words[2..] "$current" 2>/dev/null)
  if test "$found[1]" = ":files"
    __fish_complete_path "$current"
  else
    printf '%s\\n' $found
  end
end
complete --command lamplight --no-files --arguments '(__lamplight_complete)'
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
