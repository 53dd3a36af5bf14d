// Google's services as far as the script in docs/sources/google-forms.md uses them. `play` has it
// send one response, answers it with the statuses in turn, and prints what was sent.

const crypto = require('crypto');

Date.now = () => 1768228066000;

const sent = [];
const pauses = [];
let statuses = [];

const Utilities = {
  Charset: {UTF_8: 'utf8'},
  computeHmacSha256Signature: (text, key, charset) => [
    ...new Int8Array(crypto.createHmac('sha256', Buffer.from(key, charset))
      .update(Buffer.from(text, charset)).digest()),
  ],
  sleep: (ms) => pauses.push(ms / 1000),
};

const UrlFetchApp = {
  fetch(url, request) {
    sent.push({url, ...request});
    const status = statuses.shift();
    if (status === 0) throw new Error('Address unavailable');
    return {getResponseCode: () => status};
  },
};

const FormApp = {
  ItemType: {TEXT: 1, CHECKBOX: 2, GRID: 3, CHECKBOX_GRID: 4, FILE_UPLOAD: 5},
  getActiveForm: () => ({getResponses: () => [response, response]}),
};

const answer = (id, type, title, value, rows) => ({
  getItem: () => ({
    getId: () => id,
    getType: () => type,
    getTitle: () => title,
    asGridItem: () => ({getRows: () => rows}),
    asCheckboxGridItem: () => ({getRows: () => rows}),
  }),
  getResponse: () => value,
});

const {TEXT, CHECKBOX, GRID, CHECKBOX_GRID, FILE_UPLOAD} = FormApp.ItemType;
const response = {
  getId: () => '2_ABaOnue9',
  getTimestamp: () => new Date(1768228060000),
  getRespondentEmail: () => 'zoe@example.com',
  getItemResponses: () => [
    answer(1001, TEXT, 'What is your name?', 'Zoë Lovelace'),
    answer(1002, TEXT, 'Phone', '+1 415 555 0101'),
    answer(1003, TEXT, 'Company', 'Analytical Engines'),
    answer(1004, CHECKBOX, 'Interested in', ['Engines', 'Looms']),
    answer(1005, GRID, 'Rate us', ['Good', null, 'Poor'], ['Speed', 'Noise', 'Price']),
    answer(1006, CHECKBOX_GRID, 'When', [['Monday', 'Friday'], null], ['Mornings', 'Evenings']),
    answer(1007, FILE_UPLOAD, 'Your plans', ['1a2b3c']),
    answer(1008, TEXT, "A colleague's e-mail", 'grace@example.com'),
    answer(1009, TEXT, 'Message', 'I need a loom.\nSoon.'),
  ],
};

function play(call, given) {
  let error = '';
  statuses = given;
  try {
    call();
  } catch (thrown) {
    error = thrown.message;
  }
  console.log(JSON.stringify({sent, pauses, error}));
}
