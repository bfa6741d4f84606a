import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { readStack } from "../../lib/aws/deployed-stack.ts";

const PAGES: Readonly<Record<string, string>> = {
  GetTemplate: '<TemplateBody>{"Resources":{}}</TemplateBody>',
  ListStackResources: "<NextToken>again</NextToken><StackResourceSummaries/>",
  DescribeStacks: "<Stacks/>",
};

/** An endpoint that answers these, whatever else it is told. */
async function anEndpoint(pages: Readonly<Record<string, string>>): Promise<string> {
  const server = createServer(async (request, response) => {
    const action = new URLSearchParams(await text(request)).get("Action") ?? "";
    response.end(`<${action}Response><${action}Result>${pages[action]}</${action}Result></${action}Response>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("an endpoint that gives the first page of a stack for ever is left", async () => {
  const endpoint = await anEndpoint(PAGES);
  await expect(readStack("Jobs", { endpoint, region: "eu-central-1" }, {})).rejects.toMatchObject({
    code: "doctor_failed",
    message: expect.stringContaining("ListStackResources of Jobs must end, but its page leads to itself"),
  });
});

test("an endpoint that answers without a template is no CloudFormation's", async () => {
  const endpoint = await anEndpoint({ ...PAGES, GetTemplate: "", ListStackResources: "" });
  await expect(readStack("Jobs", { endpoint, region: "eu-central-1" }, {})).rejects.toMatchObject({
    code: "doctor_failed",
    message: expect.stringContaining("GetTemplate of Jobs must answer with the stack's template, got none"),
  });
});
