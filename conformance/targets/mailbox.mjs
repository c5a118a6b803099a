import { createServer } from 'node:http';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/**
 * A mail server on the loopback interface that keeps what it is given. Lyceum sends to it as it would in
 * production, so no test switch is needed to see its mails. Text messages arrive by the protocol of Twilio.
 */
export class Mailbox {
  /** @type {import('./target.mjs').Mail[]} oldest first */
  mails = [];
  url = '';
  /** Where text messages are sent. */
  twilio = '';
  #texts = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    this.mails.push({ to: form.get('To') ?? '', ...contents(form.get('Body') ?? '') });
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"SM1","status":"queued"}');
  });
  #server = new SMTPServer({
    authOptional: true,
    hideSTARTTLS: true,
    disableReverseLookup: true,
    onData: (stream, session, done) => {
      simpleParser(stream).then(
        ({ text = '' }) => {
          for (const { address } of session.envelope.rcptTo)
            this.mails.push({ to: address, ...contents(text) });
          done();
        },
        (cause) => done(cause),
      );
    },
  });

  async listen() {
    this.url = `smtp://127.0.0.1:${await opened((done) => this.#server.listen(0, '127.0.0.1', done))}`;
    this.twilio = `http://127.0.0.1:${await opened((done) => this.#texts.listen(0, '127.0.0.1', done))}`;
  }

  /** @returns {Promise<void>} */
  close() {
    this.#texts.close();
    this.#texts.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/**
 * @param {(done: () => void) => {address(): any, on?(event: 'error', listener: (error: Error) => void): any}} listen
 * @returns {Promise<number>} the port
 */
const opened = (listen) =>
  new Promise((resolve, reject) => {
    const server = listen(() => resolve(server.address().port));
    server.on?.('error', reject);
  });

/**
 * What a person takes from a mail: its link, or its code.
 * @param {string} text
 */
const contents = (text) => ({
  url: /https?:\/\/\S+/.exec(text)?.[0],
  otp: /(?<!\S)\d{6,8}(?!\S)/.exec(text)?.[0],
});
