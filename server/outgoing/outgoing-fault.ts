/** Why a request outside brought nothing: `refused` is our own no, the others are the other side's doing. */
export type OutgoingFaultKind = 'refused' | 'unreachable' | 'timed-out' | 'too-large' | 'wrong-type'

/** A request outside that failed; the message is a sentence without what the other side sent. */
export class OutgoingFault extends Error {
  constructor(
    readonly kind: OutgoingFaultKind,
    message: string,
    options?: { cause: unknown },
  ) {
    super(message, options)
    this.name = 'OutgoingFault'
  }
}
