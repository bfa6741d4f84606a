// Sends jobs to Errand's queues, with nothing but Java's own library: see ../README.md.

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

public class Sender {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length != 3 || !arguments[0].equals("send")) {
      System.err.println("Usage: java Sender.java send NAME ARGS, with ARGS a list as JSON");
      System.exit(2);
    }
    var body = "{\"function\":" + quote(arguments[1]) + ",\"args\":" + arguments[2] + "}";
    System.out.println(send(System.getenv("ERRAND_LOW_QUEUE_URL"), body));
  }

  /** To the engine of `errand dev`, which takes any signature of AWS's; on AWS the SDK does this: see ../README.md. */
  static String send(String queueUrl, String body) throws Exception {
    var input = "{\"QueueUrl\":" + quote(queueUrl) + ",\"MessageBody\":" + quote(body) + "}";
    var request = HttpRequest.newBuilder(URI.create(queueUrl))
        .header("X-Amz-Target", "AmazonSQS.SendMessage")
        .header("Content-Type", "application/x-amz-json-1.0")
        .header("Authorization", "none")
        .POST(BodyPublishers.ofString(input))
        .build();
    var response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) throw new Exception(response.statusCode() + " " + response.body());
    return response.body().replaceFirst("(?s).*\"MessageId\":\"([^\"]*)\".*", "$1");
  }

  /** A text as JSON. ASCII alone: then nothing on the way can take it for something else. */
  static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (var each : text.toCharArray()) {
      var isPlain = each >= ' ' && each < 127 && each != '"' && each != '\\';
      quoted.append(isPlain ? String.valueOf(each) : String.format("\\u%04x", (int) each));
    }
    return quoted.append('"').toString();
  }
}
