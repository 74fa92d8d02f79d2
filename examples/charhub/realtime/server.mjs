// The channel over which pages hear of news, as Socket.IO.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const [, , port, host = '127.0.0.1'] = process.argv;
const server = createServer((_, answer) => answer.writeHead(404).end());
const channel = new Server(server, { path: '/api/v1/ws', serveClient: false });
channel.on('connection', (socket) => socket.emit('welcome', { at: new Date().toISOString() }));
server.listen(Number(port), host);
