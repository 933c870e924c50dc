const WORDS_A_MINUTE = 200;

// AppSync calls this without resolver code of its own, so the event is the resolver's whole context.
export async function handler(event) {
  const words = (event.source.body ?? '').split(/\s+/).filter((word) => word !== '');
  return Math.ceil(words.length / WORDS_A_MINUTE);
}
