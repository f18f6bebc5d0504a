import type { Moment, Refusal } from './moment.ts'

/** What happened, in a plain sentence. */
export function sentenceOf(moment: Moment): string {
  switch (moment.kind) {
    case 'signed-in':
      return `${moment.name} signed in.`
    case 'found':
      return `This tab found the session of ${moment.name} in the browser, and asked the server nothing.`
    case 'renewed':
      return moment.took === undefined
        ? 'Another tab renewed the tokens. This one took them over.'
        : `This tab renewed the tokens, in ${Math.round(moment.took)} ms.`
    case 'waiting':
      return moment.code === 'network_failed'
        ? 'No answer came. You stay signed in, and it is tried again.'
        : `The tokens cannot be renewed just now (${moment.code}). You stay signed in, and it is tried again.`
    case 'recovered':
      return 'It works again. Nothing was lost.'
    case 'ended':
      return endings[moment.reason] ?? `The session ended: ${moment.reason}.`
    case 'signed-out':
      return 'Signed out, here and in every other tab.'
    case 'down':
      return 'The server went down.'
    case 'up':
      return 'The server is up.'
    case 'armed':
      return 'The server’s next answer will be lost.'
    case 'lost':
      return 'The server answered, and its answer was lost on the way.'
    case 'refused':
      return refusal(moment)
  }
}

/** The named outcomes that end a session, beside signing out. */
const endings: Readonly<Record<string, string>> = {
  'answer-lost': 'The session ended: an answer was lost, and the server forgives nothing.',
  expired: 'The session ended: its time was over.',
  refused: 'The session ended: the server refused to renew it.',
  'store-gone': 'The session ended: the browser’s store was emptied.',
  switched: 'The session ended: somebody else signed in.',
}

function refusal({ callers, outcome }: Refusal): string {
  if (outcome === 'token_rejected')
    return 'The token is new already, so it was not renewed again for the same reason. It will be when it expires.'
  if (outcome !== 'served') return `${callers === 1 ? 'One caller' : 'Four callers'} got no token for now (${outcome}).`
  return callers === 1
    ? 'The token was refused, and its caller got a new one.'
    : 'Four callers were refused at once, and all got the same new token.'
}
