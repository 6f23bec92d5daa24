/** https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
import { type CompletedCommand, type FlagValue, valueFlags } from './commands.ts';

/** Runs in bash 3.2, that of macOS. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  return `# Completion of kc-eb for bash: eval "$(kc-eb completion bash)"
_kc_eb() {
  local command= skip= i offer=
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [ -n "$skip" ]; then skip=; continue; fi
    case "$command:\${COMP_WORDS[i]}" in
      ${valueFlags(commands)
        .map((name) => `*:${name}`)
        .join('|')}) skip=1 ;;
${commands
  .filter(({ path }) => path.length > 0)
  .map(
    ({ path }) =>
      `      '${path.slice(0, -1).join(' ')}:${path.at(-1) ?? ''}') command='${path.join(' ')}' ;;\n`,
  )
  .join('')}    esac
  done
  # --flag=value is three words.
  if [ "$word" = = ]; then
    word=
  elif [ "$previous" = = ]; then
    previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  case "$command:$previous" in
${commands.flatMap(({ path, flags }) => flags.flatMap(({ names, value }) => (value === undefined ? [] : valueCase(path, names, value)))).join('')}  esac
  case "$command" in
${commands
  .map(({ path, flags, words }) => {
    const names = flags.flatMap((flag) => flag.names.filter((name) => name.startsWith('--')));
    const next = words.map(({ name }) => name).join(' ');
    return `    '${path.join(' ')}') offer='${next}'; case "$word" in -*) offer='${names.join(' ')}' ;; esac ;;\n`;
  })
  .join('')}  esac
  COMPREPLY=($(compgen -W "$offer" -- "$word"))
}
complete -F _kc_eb kc-eb
`;
}

function valueCase(
  path: readonly string[],
  names: readonly string[],
  { kind, choices }: FlagValue,
): string[] {
  const pattern = names.map((name) => `'${path.join(' ')}:${name}'`).join('|');
  const offered = {
    text: `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$word"))`,
    file: 'compopt -o filenames 2>/dev/null; local IFS=$\'\\n\'; COMPREPLY=($(compgen -f -- "$word"))',
    folder: 'compopt -o filenames 2>/dev/null; local IFS=$\'\\n\'; COMPREPLY=($(compgen -d -- "$word"))',
  } satisfies Record<FlagValue['kind'], string>;
  return [`    ${pattern}) ${offered[kind]}; return ;;\n`];
}
