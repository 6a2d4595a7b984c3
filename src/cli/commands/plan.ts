/** `plan`: what an install would do, with nothing destroyed. */

import type { Command } from 'commander';
import type { Client, Plan, PlanRequest } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { planLines, profileLines } from '../describe.ts';
import { CliError, EXIT } from '../errors.ts';
import { json } from '../print.ts';
import { addRequestFlags, type PlanFlags, planRequest, readRequest } from '../request.ts';
import { connect, wantsJson } from '../settings.ts';

/** Adds the command. */
export function addPlanCommand(program: Command, cli: Cli): void {
  const plan = program.command('plan').description('show what an install would do');
  addRequestFlags(plan)
    .option('--rehearse', 'have Robot check the order of a dedicated server; nothing is ordered')
    .action(async (flags: PlanFlags, command: Command) => {
      const request = planRequest(await readRequest(cli, flags), flags);
      const made = await makePlan(cli, connect(cli, command), request);
      cli.terminal.out(wantsJson(command) ? json(made) : planText(made, cli.terminal.columns));
    });
}

/** A plan, made to its end. @throws CliError with the plan's problem, ApiError */
export async function makePlan(cli: Cli, client: Client, request: PlanRequest): Promise<Plan> {
  const { signal } = cli;
  const { planId } = await client.plans.create(request, { signal });
  cli.terminal.err('looking at the machine …\n');
  const plan = await client.plans.settled(planId, { signal });
  if (plan.problem === null) return plan;
  throw new CliError(EXIT.failed, plan.problem.detail, plan.problem.advice);
}

/** A plan in words. */
export function planText({ plan, profile }: Plan, width: number): string {
  if (plan !== null) return planLines(plan, width);
  return profile === null ? '' : profileLines(profile);
}
