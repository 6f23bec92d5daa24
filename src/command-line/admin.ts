/** Commands for the administrators of Keycloak. */
import { examples, program } from './program.ts';

const admin = program
  .command('admin')
  .helpGroup('Change the environment:')
  .description("administrators of Keycloak's realm master")
  .addHelpText('after', examples('kc-eb admin create alice'));

export const adminCommands = {
  create: admin
    .command('create')
    .description('create a permanent admin and disable the temporary one')
    .argument('<name>', 'the name of the new admin')
    .option('--replaces <admin>', 'the admin that exists (default: admin.username)')
    .addHelpText(
      'after',
      examples('kc-eb admin create alice', 'kc-eb admin create alice --local --replaces admin'),
    ),
};
