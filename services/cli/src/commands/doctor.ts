import type { Command } from 'commander';
import { type CommandMaking, command } from '../command.ts';
import type { CheckState } from '../doctor/check.ts';
import { examine } from '../doctor/examine.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import type { Style } from '../output/style.ts';
import { counted } from '../output/times.ts';

export function doctorCommand({ within }: CommandMaking): Command {
  return command('doctor', 'says what is wrong, and what to do about it; exit code 1 when something is', [
    ['lamplight doctor', 'everything that the key may see'],
    ['lamplight doctor --tenant acme', 'the gateway and one tenant'],
    ['lamplight doctor --json | jq \'.checks[] | select(.state != "ok")\'', 'for monitoring'],
  ]).action(
    within(async (cli) => {
      const checks = await examine(cli);
      const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
      const [problems, warnings] = [count('problem'), count('warning')];
      await cli.printer.record({ checks, problems, warnings }, []);
      await cli.printer.findings(checks.map((check) => ({ ...check, style: STYLES[check.state] })));
      const summary = `${counted(problems, 'problem')}, ${counted(warnings, 'warning')}`;
      await cli.printer.text(`\n${problems + warnings === 0 ? 'All is well.' : `${summary}.`}\n`);
      cli.exitCode = problems === 0 ? EXIT_CODES.ok : EXIT_CODES.no;
    }),
  );
}

const STYLES: Readonly<Record<CheckState, Style>> = {
  ok: 'good',
  warning: 'warning',
  problem: 'bad',
  skipped: 'quiet',
};
