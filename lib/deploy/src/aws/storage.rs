//! Single operations of S3, Systems Manager and Lambda.

use hyper::body::Bytes;
use serde_json::json;

use super::Connection;
use super::answer::text;
use super::signed::{Request, dns_suffix};
use crate::DeployError;

impl Connection {
    /// Whether an object is there.
    pub(crate) async fn has_object(
        &self,
        account: &str,
        bucket: &str,
        key: &str,
    ) -> Result<bool, DeployError> {
        let request = Request {
            operation: "s3:HeadObject",
            subject: key,
            service: "s3",
            method: "HEAD",
            path: format!("/{bucket}/{key}"),
            headers: vec![("x-amz-expected-bucket-owner", account.to_owned())],
            body: Bytes::new(),
        };
        let answer = self.signed.send(&request).await?;
        match answer.status {
            404 => Ok(false),
            _ if answer.is_success() => Ok(true),
            _ => Err(answer.refused(&request)),
        }
    }

    /// Writes an object unless it is there already. Gives whether it was written.
    ///
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html>
    pub(crate) async fn put_object(
        &self,
        account: &str,
        bucket: &str,
        key: &str,
        body: Vec<u8>,
    ) -> Result<bool, DeployError> {
        let request = Request {
            operation: "s3:PutObject",
            subject: key,
            service: "s3",
            method: "PUT",
            path: format!("/{bucket}/{key}"),
            headers: vec![
                ("x-amz-expected-bucket-owner", account.to_owned()),
                ("if-none-match", "*".to_owned()),
            ],
            body: body.into(),
        };
        let answer = self.signed.send(&request).await?;
        match answer.status {
            // Another upload of the same object is under way or done.
            409 | 412 => Ok(false),
            _ if answer.is_success() => Ok(true),
            _ => Err(answer.refused(&request)),
        }
    }

    /// The value of a parameter of Systems Manager; none if there is no such parameter.
    pub(crate) async fn ssm_parameter(&self, name: &str) -> Result<Option<String>, DeployError> {
        let request = Request {
            operation: "ssm:GetParameter",
            subject: name,
            service: "ssm",
            method: "POST",
            path: "/".to_owned(),
            headers: json_headers("AmazonSSM.GetParameter", "application/x-amz-json-1.1"),
            body: json!({ "Name": name }).to_string().into(),
        };
        let answer = self.signed.send(&request).await?;
        if answer.is_success() {
            let answer = answer.json(&request)?;
            let value = text(&answer, "/Parameter/Value", (request.operation, name))?;
            return Ok(Some(value.to_owned()));
        }
        match answer.error().0.as_str() {
            "ParameterNotFound" => Ok(None),
            _ => Err(answer.refused(&request)),
        }
    }

    /// Gives a Lambda function new code from S3.
    pub(crate) async fn update_function_code(
        &self,
        function: &str,
        bucket: &str,
        key: &str,
    ) -> Result<(), DeployError> {
        let request = Request {
            operation: "lambda:UpdateFunctionCode",
            subject: function,
            service: "lambda",
            method: "PUT",
            path: format!("/2015-03-31/functions/{function}/code"),
            headers: vec![("content-type", "application/json".to_owned())],
            body: json!({ "S3Bucket": bucket, "S3Key": key })
                .to_string()
                .into(),
        };
        let answer = self.signed.send(&request).await?;
        if answer.is_success() {
            Ok(())
        } else {
            Err(answer.refused(&request))
        }
    }
}

/// The address of an object that CloudFormation reads.
pub(crate) fn object_url(region: &str, bucket: &str, key: &str) -> String {
    let suffix = dns_suffix(region);
    format!("https://s3.{region}.{suffix}/{bucket}/{key}")
}

pub(super) fn json_headers(target: &str, content_type: &str) -> Vec<(&'static str, String)> {
    vec![
        ("content-type", content_type.to_owned()),
        ("x-amz-target", target.to_owned()),
    ]
}
