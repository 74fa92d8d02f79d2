// An authorization server with one client: node server.mjs PORT CLIENT_ID REDIRECT_URI
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [port, client_id, redirect_uri] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id, client_secret: randomBytes(16).toString('hex'), redirect_uris: [redirect_uri] }],
  cookies: { keys: [randomBytes(32).toString('hex')] },
});
createServer(provider.callback()).listen(Number(port), '127.0.0.1');
