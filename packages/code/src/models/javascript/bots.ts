import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { each, methodOf, models } from './helpers.ts';

/*
 * Bots and skills: listeners are kept where they are told, and run with what a message brings when the handler runs.
 */

interface Bot {
  readonly listeners: AbstractValue;
  readonly library: string;
}

const newBot: Model = (call, engine) => {
  // `new App({ receiver })` of Slack's: the receiver runs what the application listens for.
  const given = call.arguments[0] && engine.ownField(call.arguments[0], 'receiver');
  const [shared] = given ? engine.externalsOf(given).filter(({ module }) => module === '<bot>') : [];
  const state: Bot = (shared?.state as Bot | undefined) ?? {
    listeners: engine.list([], call.place),
    library: call.callee.module,
  };
  return engine.external('<bot>', '', state);
};

const parsed = (call: CallSite, engine: Engine, body: AbstractValue): AbstractValue =>
  engine.call(engine.external('global', 'JSON.parse'), [body], call.place);

const nothing = (engine: Engine): AbstractValue => engine.native('done', () => engine.constant(undefined));

/** Which of an update's messages it is, and what Telegraf and grammY name of it (https://core.telegram.org/bots/api#update). */
function telegramContext(call: CallSite, engine: Engine, update: AbstractValue): AbstractValue {
  const { place } = call;
  const message = engine.field(update, 'message', place);
  const query = engine.field(update, 'callback_query', place);
  const text = engine.field(message, 'text', place);
  return engine.object(
    {
      update,
      message,
      msg: message,
      editedMessage: engine.field(update, 'edited_message', place),
      channelPost: engine.field(update, 'channel_post', place),
      callbackQuery: query,
      inlineQuery: engine.field(update, 'inline_query', place),
      from: engine.field(message, 'from', place),
      chat: engine.field(message, 'chat', place),
      text,
      payload: text,
      match: text,
      args: engine.list([], place, text),
      session: engine.object({}, place),
      state: engine.object({}, place),
      reply: nothing(engine),
    },
    place,
  );
}

/** What Slack sends with a command, an event, an action; it signs all of it, so that strangers to the workspace send nothing. */
function slackArguments(call: CallSite, engine: Engine, event: AbstractValue): AbstractValue {
  const { place } = call;
  const sent = engine.field(event, 'body', place);
  const body = parsed(call, engine, sent);
  engine.assume(sent, 'unsure');
  const inner = engine.field(body, 'event', place);
  const functions = Object.fromEntries(
    ['ack', 'say', 'respond', 'next', 'complete'].map((name) => [name, nothing(engine)]),
  );
  const parts = { body, payload: body, command: body, action: body, shortcut: body, view: body, options: body };
  return engine.object({ ...parts, event: inner, message: inner, ...functions }, place);
}

function runAll(call: CallSite, engine: Engine, { listeners }: Bot, given: readonly AbstractValue[]): AbstractValue {
  for (const listener of engine.knownItems(listeners) ?? [engine.item(listeners, call.place)])
    if (engine.isFunction(listener)) engine.call(listener, given, call.place, { isApart: true });
  return engine.unknown('an answer', call.place);
}

function run(call: CallSite, engine: Engine, bot: Bot, update: AbstractValue): AbstractValue {
  if (bot.library === 'node-telegram-bot-api') {
    const message = engine.field(update, 'message', call.place);
    const match = engine.list([], call.place, engine.field(message, 'text', call.place));
    return runAll(call, engine, bot, [message, match]);
  }
  return runAll(call, engine, bot, [telegramContext(call, engine, update), nothing(engine)]);
}

const LISTENS =
  /^(on|onText|once|command|hears|action|use|start|help|settings|message|event|shortcut|view|options|callbackQuery|inlineQuery|gameQuery|filter|error|function|step|email|phone|mention|hashtag|reaction)$/;

const bot: Model = (call, engine) => {
  const state = call.callee.state as Bot | undefined;
  if (state === undefined) return undefined;
  const method = methodOf(call);
  const [first] = call.arguments;
  if (LISTENS.test(method) && call.arguments.length > 0) {
    for (const given of call.arguments)
      for (const one of engine.knownItems(given) ?? [given])
        if (engine.isFunction(one)) engine.addItem(state.listeners, one);
  } else if (/^(handleUpdate|processUpdate)$/.test(method) && first !== undefined)
    return run(call, engine, state, first);
  else if (/^(start|toHandler)$/.test(method))
    return engine.native('handler', (inner) => {
      const [event] = inner.arguments;
      return event && runAll(inner, engine, state, [slackArguments(inner, engine, event)]);
    });
  return engine.external('<bot>', '', state);
};

/** `webhookCallback(bot, 'aws-lambda')` of grammY. */
const webhook: Model = (call, engine) => {
  const [given] = call.arguments;
  const state = given && (engine.externalsOf(given)[0]?.state as Bot | undefined);
  if (state?.listeners === undefined) return undefined;
  return engine.native('handler', (inner) => {
    const [event] = inner.arguments;
    return event && run(inner, engine, state, parsed(inner, engine, engine.field(event, 'body', inner.place)));
  });
};

/** `Alexa.getSlotValue(envelope, 'city')`: what somebody has said. */
const slot: Model = (call, engine) => {
  const [envelope, name] = call.arguments;
  if (envelope === undefined) return undefined;
  const known = name && engine.constantOf(name);
  const path = ['request', 'intent', 'slots', typeof known === 'string' ? known : '*', 'value'];
  return path.reduce((value, step) => engine.field(value, step, call.place), envelope);
};

const skill: Model = (call, engine) => {
  const state = (call.callee.state as Bot | undefined) ?? {
    listeners: engine.list([], call.place),
    library: call.callee.module,
  };
  const method = methodOf(call);
  if (/^add(Request|Error)Handlers?$/.test(method))
    for (const given of call.arguments)
      for (const one of engine.knownItems(given) ?? [given]) {
        // The methods stay with what they are methods of.
        engine.addItem(
          state.listeners,
          engine.native('handle', (inner) =>
            engine.call(engine.field(one, 'handle', inner.place), inner.arguments, inner.place, { receiver: one }),
          ),
        );
      }
  if (method !== 'lambda' && method !== 'invoke') return engine.external('<skill>', '', state);
  const handler = engine.native('handler', (inner) => {
    const [event] = inner.arguments;
    const input = event && engine.object({ requestEnvelope: event }, inner.place);
    return input && runAll(inner, engine, state, [input]);
  });
  return method === 'lambda' ? handler : engine.call(handler, call.arguments, call.place);
};

/** Listeners of bots and skills. */
export const botModels: readonly ModelSet[] = [
  models(['@slack/bolt'], { calls: { ...each(['App', 'AwsLambdaReceiver', 'default.App'], newBot) } }),
  models(['telegraf', 'grammy', 'node-telegram-bot-api'], {
    calls: { ...each(['', 'Telegraf', 'Composer', 'Bot'], newBot), webhookCallback: webhook },
  }),
  models(['<bot>'], { otherCalls: bot }),
  models(['ask-sdk-core', 'ask-sdk'], {
    calls: { getSlotValue: slot, ...each(['SkillBuilders.custom', 'SkillBuilders.standard'], skill) },
  }),
  models(['<skill>'], { otherCalls: skill }),
];
