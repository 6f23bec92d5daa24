import { Argument } from '@commander-js/extra-typings';
import { shells } from '../completion/shells.ts';
import { examples, program } from './program.ts';

export const completion = program
  .command('completion')
  .helpGroup('Commands:')
  .description('print a script that completes commands and flags in a shell')
  .addArgument(new Argument('<shell>', 'the shell').choices(shells))
  .addHelpText(
    'after',
    examples(
      'eval "$(kc-eb completion bash)"   # a line for ~/.bashrc',
      'eval "$(kc-eb completion zsh)"    # a line for ~/.zshrc, after compinit',
      'kc-eb completion fish > ~/.config/fish/completions/kc-eb.fish',
    ),
  );
