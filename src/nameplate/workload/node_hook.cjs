// Sends the TLS connections of a Node program for Azure's names through the proxy of `nameplate
// run`. Node 20 reads no proxy variable by itself. Both `https` and the built-in `fetch` open their
// connections by `tls.connect`, so that is the one place to stand in; whoever brings a socket of
// its own (a proxy agent) and every other name pass untouched. Loaded by NODE_OPTIONS --require.
'use strict';

const NAMES = __NAMES__;

const proxy = (() => {
  try {
    return new URL(process.env.HTTPS_PROXY || process.env.https_proxy || '');
  } catch {
    return null;
  }
})();

if (proxy && proxy.protocol === 'http:') {
  const net = require('node:net');
  const tls = require('node:tls');
  const { Duplex } = require('node:stream');
  const direct = tls.connect;

  const isOurs = (host) => {
    const name = String(host || '').toLowerCase().replace(/\.$/, '');
    return NAMES.some((one) => name === one || name.endsWith('.' + one));
  };

  // A stream that is usable at once: what is written waits until the proxy has opened the tunnel.
  class Tunnel extends Duplex {
    constructor(host, port) {
      super();
      this.opened = false;
      this.waiting = null;
      this.answer = '';
      this.socket = net.connect(Number(proxy.port) || 80, proxy.hostname.replace(/^\[|\]$/g, ''));
      this.socket.setNoDelay(true);
      this.socket.write(`CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
      this.socket.on('data', (chunk) => (this.opened ? this.take(chunk) : this.read_answer(chunk)));
      this.socket.on('end', () => (this.opened ? this.push(null) : this.fail('closed')));
      this.socket.on('error', (problem) => this.destroy(problem));
      this.socket.on('close', () => this.destroy());
    }

    read_answer(chunk) {
      this.answer += chunk.toString('latin1');
      const end = this.answer.indexOf('\r\n\r\n');
      if (end < 0) {
        if (this.answer.length > 65536) this.fail('its answer is too long');
        return;
      }
      const status = this.answer.slice(0, this.answer.indexOf('\r\n'));
      if (!/^HTTP\/1\.[01] 200\b/.test(status)) {
        this.fail(status);
        return;
      }
      const rest = Buffer.from(this.answer.slice(end + 4), 'latin1');
      this.opened = true;
      this.answer = '';
      if (rest.length) this.take(rest);
      const waiting = this.waiting;
      this.waiting = null;
      if (waiting) waiting();
    }

    fail(reason) {
      this.destroy(new Error(`the proxy of nameplate refused the connection: ${reason}`));
    }

    take(chunk) {
      if (!this.push(chunk)) this.socket.pause();
    }

    _read() {
      this.socket.resume();
    }

    _write(chunk, encoding, done) {
      if (this.opened) this.socket.write(chunk, encoding, done);
      else this.waiting = () => this.socket.write(chunk, encoding, done);
    }

    _final(done) {
      if (this.opened) this.socket.end(done);
      else done();
    }

    _destroy(problem, done) {
      this.socket.destroy();
      done(problem);
    }

    setNoDelay() { return this; }
    setKeepAlive() { return this; }
    setTimeout() { return this; }
    ref() { this.socket.ref(); return this; }
    unref() { this.socket.unref(); return this; }
  }

  const options_of = (args) => {
    const [first, second, third] = args;
    if (first !== null && typeof first === 'object') return first;
    const more = [second, third].find((one) => one !== null && typeof one === 'object') || {};
    if (typeof first === 'number' || /^\d+$/.test(String(first))) {
      return { ...more, port: Number(first), host: typeof second === 'string' ? second : more.host };
    }
    return more;
  };

  tls.connect = function connect(...args) {
    const options = options_of(args);
    const host = options.host || options.servername;
    const port = Number(options.port || 443);
    if (options.socket || options.path || port !== 443 || !isOurs(host)) {
      return direct.apply(this, args);
    }
    const done = args.find((one) => typeof one === 'function');
    const tunnel = new Tunnel(host, port);
    const through = { ...options, socket: tunnel, servername: options.servername || host };
    const opened = direct.call(this, through, done);
    tunnel.on('error', (problem) => opened.destroy(problem));
    opened.on('close', () => tunnel.destroy());
    // TLS over a stream does not pass these on: without them a connection that fetch keeps for
    // later would hold the program for as long as it is kept.
    for (const hold of ['ref', 'unref']) {
      const own = opened[hold].bind(opened);
      opened[hold] = () => {
        tunnel[hold]();
        return own();
      };
    }
    return opened;
  };

  require('node:module').syncBuiltinESMExports();
}
