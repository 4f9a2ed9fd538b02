import * as v from 'valibot';
import * as replies from './replies';

const greetingMessage = v.looseObject({
  QMP: v.looseObject({ version: replies.version, capabilities: v.array(v.unknown()) }),
});

const returnMessage = v.looseObject({ return: v.unknown(), id: v.number() });

const errorMessage = v.looseObject({
  error: v.looseObject({ class: v.string(), desc: v.string() }),
  /** Missing when QEMU could not read the request at all. */
  id: v.optional(v.number()),
});

/** The version in QEMU's greeting, or undefined when the message is no greeting. */
export function readGreeting(message: unknown): replies.QemuVersion | undefined {
  const parsed = v.safeParse(greetingMessage, message);
  return parsed.success ? parsed.output.QMP.version : undefined;
}

/** The end of one command. */
type CommandResult =
  | { readonly kind: 'return'; readonly id: number; readonly value: unknown }
  | {
      readonly kind: 'error';
      readonly id: number | undefined;
      readonly class: string;
      readonly desc: string;
    };

/** The result that a message holds, or undefined when the message is none. */
export function readResult(message: unknown): CommandResult | undefined {
  const success = v.safeParse(returnMessage, message);
  if (success.success) {
    return { kind: 'return', id: success.output.id, value: success.output.return };
  }
  const failure = v.safeParse(errorMessage, message);
  if (failure.success) {
    const { error, id } = failure.output;
    return { kind: 'error', id, class: error.class, desc: error.desc };
  }
  return undefined;
}
