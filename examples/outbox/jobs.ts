// What the shop does in the background.

import { current, job } from "errand";

export const sendInvoice = job("send-invoice", (order: number) => {
  // The job's id is the same at every run of it: a mail server that has seen it sends no second one.
  console.log(`invoice for order ${order}, Message-ID <${current()?.id}@shop.example>`);
});
