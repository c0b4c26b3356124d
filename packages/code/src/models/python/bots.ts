import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { parseJson } from './data.ts';
import { argument, each, models } from './helpers.ts';

/*
 * Bots and skills: listeners are kept where they are told, and run with what a message brings when the handler runs.
 */

interface Bot {
  readonly kind: 'bot';
  readonly listeners: AbstractValue[];
}

const MOST_LISTENERS = 200;

const makeBot =
  (module: string): Model =>
  (_, engine) =>
    engine.external(module, 'bot#', { kind: 'bot', listeners: [] } satisfies Bot);

function botOf(engine: Engine, value: AbstractValue | undefined): Bot | undefined {
  return (value ? engine.externalsOf(value) : [])
    .map(({ state }) => state as Bot | undefined)
    .find((state) => state?.kind === 'bot');
}

const stateOf = ({ callee: { state } }: CallSite): Bot | undefined =>
  (state as Bot | undefined)?.kind === 'bot' ? (state as Bot) : undefined;

function listen(bot: Bot, listener: AbstractValue | undefined): void {
  if (listener && bot.listeners.length < MOST_LISTENERS) bot.listeners.push(listener);
}

/** `@bot.message_handler(…)`: the function stays what it is. */
const decorates: Model = (call, engine) => {
  const bot = stateOf(call);
  return (
    bot &&
    engine.native('listener', (inner) => {
      listen(bot, inner.arguments[0]);
      return inner.arguments[0];
    })
  );
};

const runAll = (
  call: CallSite,
  engine: Engine,
  bot: Bot,
  given: (listener: AbstractValue) => {
    readonly positional?: readonly AbstractValue[];
    readonly named?: ReadonlyMap<string, AbstractValue>;
  },
): AbstractValue => {
  for (const listener of bot.listeners) {
    const { positional = [], named } = given(listener);
    engine.call(listener, positional, call.place, { ...(named ? { named } : {}), isApart: true });
  }
  return engine.unknown('an answer', call.place);
};

const at = (call: CallSite, engine: Engine, value: AbstractValue, ...path: readonly string[]): AbstractValue =>
  path.reduce((from, name) => engine.field(from, name, call.place), value);

const parsed = (call: CallSite, engine: Engine, text: AbstractValue): AbstractValue =>
  parseJson({ ...call, arguments: [text], named: new Map() }, engine) ?? text;

// Slack: https://tools.slack.dev/bolt-python/api-docs/slack_bolt/kwargs_injection/args.html

/** What Slack sends; it signs all of it, so that strangers to the workspace send nothing. */
const handlesSlack: Model = (call, engine) => {
  const bot = stateOf(call);
  const [event] = call.arguments;
  if (bot === undefined || event === undefined) return undefined;
  const sent = at(call, engine, event, 'body');
  const body = parsed(call, engine, sent);
  engine.assume(sent, 'unsure');
  const inner = at(call, engine, body, 'event');
  return runAll(call, engine, bot, (listener) => ({
    named: new Map(
      engine.signatureOf(listener).flatMap(({ name }) => {
        if (/^(body|payload|command|action|shortcut|view|options)$/.test(name)) return [[name, body] as const];
        return /^(event|message)$/.test(name) ? [[name, inner] as const] : [];
      }),
    ),
  }));
};

const slackHandler: Model = (call, engine) => {
  const bot = botOf(engine, argument(call, 0, 'app'));
  return bot && engine.external('slack_bolt', 'handler#', bot);
};

// Telegram: https://core.telegram.org/bots/api#update

/** `Update.de_json(data)`: of a text, or of what has been read of one. */
const update: Model = (call, engine) => {
  const data = argument(call, 0, 'data') ?? call.named.get('json_string');
  return data && parsed(call, engine, data);
};

const processesUpdates: Model = (call, engine) => {
  const bot = stateOf(call);
  const [updates] = call.arguments;
  if (bot === undefined || updates === undefined) return undefined;
  const one = engine.item(updates, call.place);
  return runAll(call, engine, bot, () => ({
    positional: [engine.join([at(call, engine, one, 'message'), at(call, engine, one, 'callback_query')])],
  }));
};

/** `CommandHandler('start', start)`, `MessageHandler(filters.TEXT, echo)` */
const handler: Model = (call, engine) => {
  const callback = call.named.get('callback') ?? call.arguments.find((one) => engine.isFunction(one));
  return callback && engine.external('telegram', 'ext.handler#', callback);
};

const addHandler: Model = (call, engine) => {
  const bot = stateOf(call);
  if (bot === undefined) return undefined;
  for (const given of call.arguments)
    for (const one of engine.knownItems(given) ?? [given])
      for (const { path, state } of engine.externalsOf(one))
        if (path === 'ext.handler#') listen(bot, state as AbstractValue);
  return engine.constant(null);
};

const processesUpdate: Model = (call, engine) => {
  const bot = stateOf(call);
  const [given] = call.arguments;
  if (bot === undefined || given === undefined) return undefined;
  const text = at(call, engine, given, 'message', 'text');
  const context = engine.object({ args: engine.list([], call.place, text), matches: text }, call.place);
  return runAll(call, engine, bot, () => ({ positional: [given, context] }));
};

// LINE: https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects

const handlesLine: Model = (call, engine) => {
  const bot = stateOf(call);
  const body = argument(call, 0, 'body');
  if (bot === undefined || body === undefined) return undefined;
  const event = engine.item(at(call, engine, parsed(call, engine, body), 'events'), call.place);
  return runAll(call, engine, bot, () => ({ positional: [event] }));
};

// Alexa: https://developer.amazon.com/docs/custom-skills/request-and-response-json-reference.html

const addSkillHandler: Model = (call, engine) => {
  const bot = stateOf(call);
  const [given] = call.arguments;
  if (bot === undefined || given === undefined) return undefined;
  const instance = given.shapes.some(({ kind }) => kind === 'class') ? engine.call(given, [], call.place) : given;
  const method = engine.field(instance, 'handle', call.place);
  listen(
    bot,
    engine.native('handle', (inner) =>
      engine.call(method, [instance, ...inner.arguments], inner.place, { receiver: instance }),
    ),
  );
  return engine.constant(null);
};

const skillHandler: Model = (call, engine) => {
  const bot = stateOf(call);
  return (
    bot &&
    engine.native('handler', (inner) => {
      const [event] = inner.arguments;
      const input = event && engine.object({ request_envelope: event }, inner.place);
      return input && runAll(inner, engine, bot, () => ({ positional: [input] }));
    })
  );
};

/** `get_slot_value(handler_input, 'city')`: what somebody has said. */
const slotValue: Model = (call, engine) => {
  const input = argument(call, 0, 'handler_input');
  const name = argument(call, 1, 'slot_name');
  const known = name && engine.constantOf(name);
  if (input === undefined) return undefined;
  const slots = at(call, engine, input, 'request_envelope', 'request', 'intent', 'slots');
  return at(call, engine, slots, typeof known === 'string' ? known : '*', 'value');
};

/** Listeners of bots and skills. */
export const botModels: readonly ModelSet[] = [
  models('slack_bolt', {
    ...each(['App', 'app.App', 'async_app.AsyncApp'], makeBot('slack_bolt')),
    ...each(
      ['command', 'event', 'message', 'action', 'shortcut', 'view', 'options', 'block_action', 'function'].map(
        (name) => `bot#.${name}`,
      ),
      decorates,
    ),
    'adapter.aws_lambda.SlackRequestHandler': slackHandler,
    'handler#.handle': handlesSlack,
  }),
  models('telebot', {
    ...each(['TeleBot', 'async_telebot.AsyncTeleBot'], makeBot('telebot')),
    ...each(
      ['message_handler', 'callback_query_handler', 'edited_message_handler', 'channel_post_handler'].map(
        (name) => `bot#.${name}`,
      ),
      decorates,
    ),
    'types.Update.de_json': update,
    'bot#.process_new_updates': processesUpdates,
  }),
  models(
    'telegram',
    {
      'Update.de_json': update,
      'ext.Dispatcher': makeBot('telegram'),
      ...each(
        ['CommandHandler', 'MessageHandler', 'CallbackQueryHandler', 'InlineQueryHandler'].map((name) => `ext.${name}`),
        handler,
      ),
      'bot#.add_handler': addHandler,
      'bot#.add_handlers': addHandler,
      'bot#.process_update': processesUpdate,
    },
    {
      // `Application.builder().token('…').build()`
      otherCalls: (call, engine) =>
        /^ext\.(Application\.builder\(\)|ApplicationBuilder(\(\)|#)).*\.build$/.test(call.callee.path)
          ? makeBot('telegram')(call, engine)
          : undefined,
    },
  ),
  ...['linebot', 'linebot.v3'].map((name) =>
    models(name, {
      ...each(['WebhookHandler', 'v3.WebhookHandler'], makeBot('linebot')),
      'bot#.add': decorates,
      'bot#.default': decorates,
      'bot#.handle': handlesLine,
    }),
  ),
  models('ask_sdk_core', {
    ...each(['skill_builder.SkillBuilder', 'skill_builder.CustomSkillBuilder'], makeBot('ask_sdk_core')),
    'bot#.request_handler': decorates,
    'bot#.add_request_handler': addSkillHandler,
    'bot#.lambda_handler': skillHandler,
    ...each(['utils.get_slot_value', 'utils.request_util.get_slot_value'], slotValue),
  }),
];
