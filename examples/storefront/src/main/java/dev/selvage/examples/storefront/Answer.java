package dev.selvage.examples.storefront;

import io.vertx.core.json.JsonObject;

/** What is sent back to the client. */
record Answer(int status, String type, String body) {
    static Answer json(String body) {
        return new Answer(200, "application/json", body);
    }

    static Answer html(String body) {
        return new Answer(200, "text/html; charset=utf-8", body);
    }

    static Answer problem(Problem problem, boolean asJson) {
        String message = problem.getMessage();
        return asJson
                ? new Answer(
                        problem.status(),
                        "application/json",
                        new JsonObject().put("problem", message).encode())
                : new Answer(problem.status(), "text/plain; charset=utf-8", message + "\n");
    }
}
