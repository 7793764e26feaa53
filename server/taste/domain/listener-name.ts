import { z } from 'zod'

const says = 'A listener’s name is 1 to 64 letters, digits, dots, dashes or underscores, in lower case.'

/** What a tool calls a listener: "kitchen", "radio-2". */
export const ListenerName = z.string(says).regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, says)
