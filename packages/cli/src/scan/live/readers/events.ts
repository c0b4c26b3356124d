import {
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { jsonOf, type LiveResource, listOf, mapOf, pascalKeys, pick, properties, textOf } from '@bulkhead/iac';
import { refusedValue } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const BusClient = EventBridgeClient;
export const StatesClient = SFNClient;

export async function readEvents(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const buses = await allPages(
    (NextToken) => ask(ListEventBusesCommand, { NextToken }, { always: true }),
    (page) => ({ items: page.EventBuses, next: page.NextToken }),
  );
  return each(buses.items, async (bus): Promise<LiveResource[]> => {
    const arn = bus.Arn ?? '';
    const isDefault = bus.Name === 'default';
    const rules = await allPages(
      (NextToken) => ask(ListRulesCommand, { EventBusName: bus.Name, NextToken }, { always: true }),
      (page) => ({ items: page.Rules, next: page.NextToken }),
    );
    const document = mapOf(jsonOf(bus.Policy));
    return [
      ...(isDefault ? [] : [{ id: arn, type: 'AWS::Events::EventBus', properties: properties({ Name: bus.Name }) }]),
      ...listOf(document['Statement']).map((statement, i) => ({
        id: `${arn}#policy/${textOf(statement['Sid']) ?? i}`,
        type: 'AWS::Events::EventBusPolicy',
        properties: properties({ EventBusName: bus.Name, StatementId: statement['Sid'], Statement: statement }),
      })),
      ...(await each(rules.items, async (rule): Promise<LiveResource[]> => {
        const id = rule.Arn ?? '';
        // AWS's services make rules for themselves, which nobody else can change.
        if (rule.ManagedBy !== undefined) return [];
        const targets = await allPages(
          (NextToken) => ask(ListTargetsByRuleCommand, { Rule: rule.Name, EventBusName: bus.Name, NextToken }),
          (page) => ({ items: page.Targets, next: page.NextToken }),
        );
        if (!context.wanted(id, ...targets.items.map(({ Arn }) => Arn))) return [];
        return [
          {
            id,
            type: 'AWS::Events::Rule',
            properties: {
              ...pick(rule, ['Name', 'Description', 'ScheduleExpression', 'State', 'RoleArn']),
              ...properties({ EventPattern: jsonOf(rule.EventPattern) }),
              ...(isDefault ? {} : { EventBusName: { ref: arn } }),
              ...(targets.refused
                ? { Targets: refusedValue(targets.refused) }
                : properties({ Targets: targets.items })),
            },
          },
        ];
      })),
    ];
  });
}

export async function readStateMachines(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask } = context;
  const { items } = await allPages(
    (nextToken) => ask(ListStateMachinesCommand, { nextToken, maxResults: 1000 }, { always: true }),
    (page) => ({ items: page.stateMachines, next: page.nextToken }),
  );
  return each(items, async ({ stateMachineArn = '', name }): Promise<LiveResource[]> => {
    if (!context.wanted(stateMachineArn, name)) return [];
    const answer = await ask(DescribeStateMachineCommand, { stateMachineArn });
    if (answer.kind === 'absent') return [];
    if (answer.kind === 'refused') {
      const unread = refusedValue(answer);
      return [
        {
          id: stateMachineArn,
          type: 'AWS::StepFunctions::StateMachine',
          properties: {
            StateMachineName: name ?? '',
            DefinitionString: unread,
            LoggingConfiguration: unread,
            TracingConfiguration: unread,
            RoleArn: unread,
          },
        },
      ];
    }
    const found = answer.value;
    const logging = found.loggingConfiguration;
    return [
      {
        id: stateMachineArn,
        type: 'AWS::StepFunctions::StateMachine',
        properties: properties({
          StateMachineName: found.name,
          StateMachineType: found.type,
          RoleArn: found.roleArn,
          Definition: jsonOf(found.definition),
          LoggingConfiguration: logging && {
            Level: logging.level,
            IncludeExecutionData: logging.includeExecutionData,
            Destinations: pascalKeys(logging.destinations),
          },
          TracingConfiguration: found.tracingConfiguration && { Enabled: found.tracingConfiguration.enabled },
        }),
      },
    ];
  });
}
