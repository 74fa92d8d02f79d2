// The OpenID provider: anybody may sign in under any name, with the pages that it has for developers.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { Provider } from 'oidc-provider';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), alg: 'RS256', use: 'sig', kid: 'only' };

const provider = new Provider(settings.issuer, {
  clients: settings.clients.map((client) => ({
    ...client,
    response_types: ['code'],
    grant_types: ['authorization_code'],
  })),
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false, // as Google does, name and email stand in the token
  cookies: { keys: [randomBytes(32).toString('hex')] },
  jwks: { keys: [key] },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, name: sub, email: `${sub}@charhub.example`, email_verified: true }),
  }),
});

const tls = { key: readFileSync(settings.key), cert: readFileSync(settings.chain) };
createServer(tls, provider.callback()).listen(settings.port, settings.host);
