/** Each command is imported when the command line names it. */
import { adminCommands, commands, localCommands } from './command-line.ts';
import { inProject, outsideProject, printsCompletion } from './run-command.ts';

// bin/kc-eb.js calls it when this file is loaded: commands import this file, so it must not wait for them.
export { runCommandLine } from './run-command.ts';

outsideProject(commands.init, () => import('./commands/init.ts'));
inProject(commands.bootstrap, () => import('./commands/bootstrap.ts'));
inProject(commands.render, () => import('./commands/render.ts'));
inProject(commands.plan, () => import('./commands/plan.ts'));
inProject(commands.deploy, () => import('./commands/deploy.ts'));
inProject(commands.upgrade, () => import('./commands/upgrade.ts'));
inProject(commands.rollback, () => import('./commands/rollback.ts'));
inProject(commands.verify, () => import('./commands/verify.ts'));
inProject(commands.doctor, () => import('./commands/doctor.ts'));
inProject(commands.logs, () => import('./commands/logs.ts'));
inProject(commands.status, () => import('./commands/status.ts'));
inProject(commands.events, () => import('./commands/events.ts'));
inProject(commands.open, () => import('./commands/open.ts'));
inProject(commands.adminPassword, () => import('./commands/admin-password.ts'));
inProject(adminCommands.create, () => import('./commands/admin-create.ts'));
inProject(commands.terminate, () => import('./commands/terminate.ts'));
outsideProject(localCommands.start, () => import('./commands/local/start.ts'));
outsideProject(localCommands.stop, () => import('./commands/local/stop.ts'));
outsideProject(localCommands.status, () => import('./commands/local/status.ts'));
outsideProject(localCommands.reset, () => import('./commands/local/reset.ts'));
outsideProject(localCommands.demo, () => import('./commands/local/demo.ts'));
printsCompletion(() => import('./commands/completion.ts'));
