/** https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
import type { CompletedCommand, CompletedFlag, FlagValue } from './commands.ts';

export function zshScript(commands: readonly CompletedCommand[]): string {
  return `#compdef kc-eb
# Completion of kc-eb for zsh: eval "$(kc-eb completion zsh)" after compinit
${commands.map((command) => `${functionOf(command, commands)}\n`).join('')}
if [ "$funcstack[1]" = _kc-eb ]; then _kc_eb "$@"; else compdef _kc_eb kc-eb; fi
`;
}

const nameOf = (path: readonly string[]): string => ['_kc_eb', ...path].join('_');

function functionOf(command: CompletedCommand, commands: readonly CompletedCommand[]): string {
  const { path, flags, words } = command;
  const specs = flags.map(specOf).map((spec) => ` \\\n    ${spec}`);
  if (words.length === 0) return `${nameOf(path)}() {\n  _arguments${specs.join('')}\n}`;
  const inner = commands.filter((one) => one.path.length === path.length + 1);
  const own = inner.filter((one) => path.every((name, index) => one.path[index] === name));
  const list = words.map(({ name, description }) => ` ${quoted(`${name}:${description}`)}`).join('');
  const cases = own.map((one) => `${one.path.at(-1) ?? ''}) ${nameOf(one.path)} ;;`).join(' ');
  return `${nameOf(path)}() {
  local curcontext=$curcontext context state state_descr line
  typeset -A opt_args
  local -a words_of=(${list} )
  _arguments -C${specs.join('')} \\
    '1: :->word' '*:: :->rest'
  case $state in
    word) _describe word words_of ;;
    rest) case $words[1] in ${cases} *) ;; esac ;;
  esac
}`;
}

/** One flag with all its names: '(-c --config)'{-c,--config}'[the project file]:file:_files'. */
function specOf({ names, description, value }: CompletedFlag): string {
  const text = `[${description.replaceAll(/[[\]\\]/g, '\\$&')}]${value === undefined ? '' : valueOf(value)}`;
  // With = zsh completes both --flag value and --flag=value.
  const forms = names.map((name) => (value !== undefined && name.startsWith('--') ? `${name}=` : name));
  if (forms.length === 1) return quoted(`${forms.join('')}${text}`);
  return `${quoted(`(${names.join(' ')})`)}{${forms.join(',')}}${quoted(text)}`;
}

function valueOf({ kind, choices }: FlagValue): string {
  const offered = {
    text: choices.length === 0 ? ' ' : `(${choices.join(' ')})`,
    file: '_files',
    folder: '_files -/',
  } satisfies Record<FlagValue['kind'], string>;
  return `:${kind}:${offered[kind]}`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
