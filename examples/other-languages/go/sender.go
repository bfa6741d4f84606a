// Sends jobs to Errand's queues, with nothing but Go's own library: see ../README.md.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
)

// Job is all that a sender must write.
type Job struct {
	Function string          `json:"function"`
	Args     json.RawMessage `json:"args"`
}

// send is for the engine of `errand dev`, which takes any signature of AWS's; on AWS the SDK does this: see ../README.md.
func send(queueURL string, job Job) (string, error) {
	body, err := json.Marshal(job)
	if err != nil {
		return "", err
	}
	input, err := json.Marshal(map[string]string{"QueueUrl": queueURL, "MessageBody": string(body)})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequest("POST", queueURL, bytes.NewReader(input))
	if err != nil {
		return "", err
	}
	request.Header.Set("X-Amz-Target", "AmazonSQS.SendMessage")
	request.Header.Set("Content-Type", "application/x-amz-json-1.0")
	request.Header.Set("Authorization", "none")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != 200 {
		err = fmt.Errorf("%s: %s", response.Status, answer)
	}
	if err != nil {
		return "", err
	}
	var sent struct{ MessageId string }
	err = json.Unmarshal(answer, &sent)
	return sent.MessageId, err
}

func main() {
	if len(os.Args) != 4 || os.Args[1] != "send" {
		fmt.Fprintln(os.Stderr, "Usage: sender send NAME ARGS, with ARGS a list as JSON")
		os.Exit(2)
	}
	id, err := send(os.Getenv("ERRAND_LOW_QUEUE_URL"), Job{os.Args[2], json.RawMessage(os.Args[3])})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(id)
}
