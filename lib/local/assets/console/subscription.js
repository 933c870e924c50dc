// A client of AppSync's WebSocket protocol, for one subscription.
// https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
import { pathOf } from './server.js';

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Subscribes; `observer` has `next`, `error` and `complete`. Gives what ends the subscription. */
export function subscribe(api, headers, request, observer) {
  const path = pathOf(api.graphqlUrl);
  const data = JSON.stringify(request);
  let socket;
  let ended = false;
  const end = (tell) => {
    if (!ended) tell();
    ended = true;
    socket?.close();
  };
  const fail = (error) => end(() => observer.error(error));

  async function open() {
    const connect = { host: location.host, ...(await headers(`${path}/connect`, '{}')) };
    const authorization = { host: location.host, 'x-appsynth-trace': 'console', ...(await headers(path, data)) };
    if (ended) return;
    const url = `ws://${location.host}${pathOf(api.realtimeUrl)}`;
    const query = `header=${encodeURIComponent(base64(JSON.stringify(connect)))}&payload=e30=`;
    socket = new WebSocket(`${url}?${query}`, 'graphql-ws');
    socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init' }));
    socket.onerror = () => fail(new Error('the connection failed'));
    socket.onclose = () => end(() => observer.complete());
    socket.onmessage = ({ data: text }) => {
      const { type, payload } = JSON.parse(text);
      if (type === 'connection_ack') {
        const start = { data, extensions: { authorization } };
        socket.send(JSON.stringify({ id: '1', type: 'start', payload: start }));
      } else if (type === 'start_ack') observer.next({ data: null, extensions: { subscribed: true } });
      else if (type === 'data') observer.next(payload);
      else if (type === 'complete') end(() => observer.complete());
      else if (type.endsWith('error')) fail(new Error(payload.errors.map(({ message }) => message).join('; ')));
    };
  }
  open().catch(fail);
  return () => end(() => {});
}
